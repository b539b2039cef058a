{
  "extends": "../../tsconfig.base.json",
  "compilerOptions": { "rootDir": ".", "outDir": "dist" },
  "include": ["src", "package.json"],
  "exclude": ["src/**/*.spec.ts"],
  "references": [
    { "path": "../../libs/plugin-sdk" },
    { "path": "../../libs/member" }
  ]
}
