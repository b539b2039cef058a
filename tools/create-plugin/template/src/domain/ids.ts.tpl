/** `{{prefix}}_…` names a note. */
export const NOTE_PREFIX = '{{prefix}}';
