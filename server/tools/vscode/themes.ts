/** The themes that pictures are taken in, with the class that the workbench then has. */
export const THEMES = [
  { name: 'dark', theme: 'Dark 2026', className: 'vs-dark' },
  { name: 'light', theme: 'Light 2026', className: 'vs' },
  { name: 'high-contrast', theme: 'Default High Contrast', className: 'hc-black' },
  { name: 'high-contrast-light', theme: 'Default High Contrast Light', className: 'hc-light' },
] as const;
