import { serveNode } from './serve-node';

// The entry of dist/server.cjs; `ashlar lsp` calls `serveNode` itself.
serveNode(ASHLAR_VERSION);
