// The import table of ARCHITECTURE.md, asserted by test/tidy/imports.test.ts. Each folder of server/src lists what it may import.
const may = {
  text: [],
  syntax: ['text'],
  values: ['text'],
  resources: ['text', 'values'],
  policy: ['values', 'resources'],
  mapping: ['values', 'resources'],
  sources: ['text', 'syntax', 'values', 'resources', 'policy', 'mapping'],
  rules: ['values', 'resources', 'policy'],
  fixes: ['text', 'syntax', 'values', 'resources', 'policy', 'mapping', 'rules'],
  workspace: ['text', 'syntax', 'values', 'resources', 'mapping', 'sources'],
  analysis: ['text', 'syntax', 'values', 'resources', 'mapping', 'sources', 'rules', 'fixes', 'workspace'],
};
const nodeFree =
  '^server/src/(text|syntax|values|resources|policy|mapping|sources|rules|fixes|workspace|analysis|features)/|^server/src/(analysis|engine-data)\\.ts$';
const folders = Object.keys(may);

module.exports = {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-resolvable',
      severity: 'error',
      from: { path: '^(client|server)/' },
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    ...folders.map((from) => ({
      name: `imports-of-${from}`,
      severity: 'error',
      from: { path: `^server/src/${from}/` },
      to: {
        path: '^server/src/',
        pathNot: [`^server/src/(${[from, ...may[from]].join('|')})/`, '^server/src/engine-data\\.ts$'],
      },
    })),
    {
      name: 'posture-sees-live-resources-only',
      severity: 'error',
      from: { path: '^server/src/posture/' },
      to: { path: '^server/src/', pathNot: '^server/src/(posture|sources/live|resources|values|text)/' },
    },
    {
      name: 'only-posture-holds-the-sdk',
      severity: 'error',
      from: { path: '^(client|server)/src/', pathNot: '^server/src/posture/' },
      to: { path: '^server/src/posture/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'facade-below-features',
      severity: 'error',
      from: { path: '^server/src/analysis(\\.ts$|/)' },
      to: { path: '^server/src/(features|lsp|cli|posture)/' },
    },
    {
      name: 'features-see-the-facade',
      severity: 'error',
      from: { path: '^server/src/features/' },
      to: { path: '^server/src/(lsp|cli|posture)/' },
    },
    {
      name: 'only-lsp-knows-lsp',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/lsp/' },
      to: { path: 'node_modules/vscode-(languageserver|jsonrpc|languageclient)' },
    },
    {
      name: 'no-node-under-the-facade',
      severity: 'error',
      from: { path: nodeFree },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'policy-and-rules-never-parse',
      severity: 'error',
      from: { path: '^server/src/(policy|rules|resources|mapping)/' },
      to: { path: 'node_modules/(yaml|jsonc-parser|@cdktf)/' },
    },
    {
      name: 'only-posture-reaches-a-network',
      severity: 'error',
      from: { path: '^(client|server)/src/', pathNot: '^server/src/posture/' },
      to: { path: '^(node:)?(http|https|http2|net|tls|dgram|undici)$|node_modules/@(aws-sdk|smithy)/' },
    },
    {
      name: 'client-holds-no-analysis',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^server/src/', pathNot: '^server/src/protocol\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
