import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/vscode/**', 'test/fuzz/long/**', 'test/terraform/**', 'test/bench/**'],
    setupFiles: ['test/setup.ts'],
    // For what hangs, not for what is slow: the machine of CI is shared.
    testTimeout: 300_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
