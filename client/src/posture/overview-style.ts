/** The style of the overview: VS Code's colours only, and outlines where the theme asks for contrast. */
export const STYLE = `
body { color: var(--vscode-foreground); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); padding: 0 1.5rem 2rem; }
main { max-width: 60rem; margin: 0 auto; }
h1 { font-size: 1.6em; font-weight: 600; margin: 1.2rem 0 .3rem; }
h2 { font-size: 1.15em; font-weight: 600; margin: 1.8rem 0 .5rem; }
h3 { font-size: 1em; margin: .8rem 0 .2rem; }
p { margin: .25rem 0; line-height: 1.45; }
.quiet { color: var(--vscode-descriptionForeground); }
.warning { color: var(--vscode-editorWarning-foreground); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
button { color: var(--vscode-button-foreground); background: var(--vscode-button-background); border: 1px solid var(--vscode-contrastBorder, transparent); border-radius: 2px; padding: .4rem .9rem; margin-top: .6rem; font: inherit; cursor: pointer; }
button:hover { background: var(--vscode-button-hoverBackground); }
button:focus-visible, summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.figures { display: flex; flex-wrap: wrap; gap: 1rem 2rem; }
.figure { flex: 1 1 16rem; }
.number { font-size: 2.6em; font-weight: 300; line-height: 1.1; }
.of { font-size: .4em; color: var(--vscode-descriptionForeground); }
.bar { display: block; width: 100%; height: .7rem; background: var(--vscode-editorWidget-background, transparent); border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent)); border-radius: 2px; box-sizing: border-box; }
rect { stroke: var(--vscode-contrastBorder, none); }
.good { fill: var(--vscode-testing-iconPassed, var(--vscode-charts-green)); }
.critical { fill: var(--vscode-charts-red); }
/* High contrast themes define no orange. */
.high { fill: var(--vscode-charts-orange, #d18616); }
.medium { fill: var(--vscode-charts-yellow); }
.low { fill: var(--vscode-charts-blue); }
.open { fill: var(--vscode-disabledForeground, var(--vscode-descriptionForeground)); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; font-weight: normal; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); }
thead th { color: var(--vscode-descriptionForeground); }
tbody th { white-space: nowrap; }
td.count, thead th.count { text-align: right; font-variant-numeric: tabular-nums; width: 3.5rem; }
.wide { width: 50%; padding-right: 0; }
.trend { width: 100%; height: 7.5rem; }
.trend polyline { fill: none; stroke: var(--vscode-charts-foreground, currentColor); stroke-width: 2; vector-effect: non-scaling-stroke; }
.trend .dots { fill: none; stroke: var(--vscode-charts-foreground, currentColor); stroke-width: 7; stroke-linecap: round; vector-effect: non-scaling-stroke; }
.trend .axis { stroke: var(--vscode-charts-lines, var(--vscode-widget-border)); vector-effect: non-scaling-stroke; }
summary { cursor: pointer; padding: .35rem 0; }
.framework .bar { margin-top: .3rem; }
.framework .name { font-weight: 600; }
ul { margin: .2rem 0 .6rem; padding-left: 1.3rem; }
li { line-height: 1.5; }
code { font-family: var(--vscode-editor-font-family); }
`;

/** Buttons name the command that they ask for; the panel decides which it runs. */
export const SCRIPT = `
const vscode = acquireVsCodeApi();
for (const button of document.querySelectorAll('[data-command]'))
  button.addEventListener('click', () => vscode.postMessage({ command: button.dataset.command }));
`;
