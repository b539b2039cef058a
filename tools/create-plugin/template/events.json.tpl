{
  "{{id}}.note-written": {
    "memberId": "string",
    "noteId": "string"
  }
}
