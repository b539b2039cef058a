{
  "name": "@regulars/{{id}}",
  "version": "0.1.0",
  "description": "Plugin: {{title}}",
  "license": "Apache-2.0",
  "publishConfig": {
    "access": "public",
    "provenance": true
  },
  "type": "commonjs",
  "files": [
    "dist",
    "!dist/tsconfig.tsbuildinfo",
    "README.md",
    "schema.graphql"
  ],
  "exports": {
    ".": {
      "@regulars/source": "./src/index.ts",
      "types": "./dist/src/index.d.ts",
      "default": "./dist/src/index.js"
    },
    "./contract": {
      "@regulars/source": "./src/contract.ts",
      "types": "./dist/src/contract.d.ts",
      "default": "./dist/src/contract.js"
    },
    "./package.json": "./package.json"
  },
  "scripts": {
    "build": "tsc -b",
    "test": "jest --config ../../jest.config.cjs --passWithNoTests plugins/{{id}}/"
  },
  "dependencies": {
    "zod": "{{versions.zod}}"
  },
  "peerDependencies": {
    "@regulars/member": "^{{versions.member}}",
    "@regulars/plugin-sdk": "^{{versions.plugin-sdk}}",
    "graphql": "^16.15.0",
    "type-graphql": "^2.0.0-rc.4",
    "typeorm": "^1.1.1"
  },
  "devDependencies": {
    "@regulars/brand": "{{versions.brand}}",
    "@regulars/testing": "{{versions.testing}}"
  },
  "nx": {
    "tags": [
      "layer:plugin"
    ]
  }
}
