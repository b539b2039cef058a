# {{title}}

Notes about members: what a new plugin starts from. Replace them by what this plugin is for.

## Settings

| setting | default | |
|---|---|---|
| `longest` | 500 | Characters a note may have |

## Permissions and limits

| | |
|---|---|
| `{{id}}:read` | See notes about members |
| `{{id}}:write` | Write notes about members |
| plan limit `notes` | How many notes may be kept |

## Events

`{{id}}.note-written` with `noteId` and `memberId`.

## Example

```graphql
mutation {
  {{camel}}NoteWrite(input: { memberId: "mbr_…", text: "Likes tea" }, idempotencyKey: "till-1-0001") {
    note { id text writtenAt }
    userErrors { code message path }
  }
}
```

`schema.graphql` shows everything this plugin adds, `events.json` the shapes of its payloads. `UPDATE=1 npx jest plugins/{{id}}` writes both anew.
