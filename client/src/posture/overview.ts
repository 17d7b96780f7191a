import type { PostureReport } from '../../../server/src/protocol';
import { accountName, counted, countOf, SEVERITIES, serviceOf } from './outline';
import { SCRIPT, STYLE } from './overview-style';
import type { PastScan } from './store';

/**
 * The overview as a page of its own that loads nothing. Every figure of a chart stands beside it as text.
 * @param history former scans of the account, the oldest first
 * @param nonce of the one style and the one script that may count
 */
export function overviewPage(report: PostureReport, history: readonly PastScan[], nonce: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Posture of ${html(accountName(report))}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
${heading(report)}
${figures(report)}
${trend(history)}
${severities(report)}
${services(report)}
${frameworks(report)}
${gaps(report)}
</main>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`;
}

/** What one bar is made of, in its order. */
type Part = { readonly kind: string; readonly count: number };

function heading(report: PostureReport): string {
  const { account, profile, regions, finished, resources, judgedBy, cancelled } = report;
  const facts = [
    profile === undefined ? 'credentials of the environment' : `profile ${profile}`,
    regions.length <= 4 ? regions.join(', ') : counted(regions.length, 'region'),
    counted(resources, 'resource'),
    `${judgedBy} rules`,
    `scanned ${new Date(finished).toLocaleString()}`,
  ];
  return `<header>
<h1>${html(accountName(report))}</h1>
<p class="quiet">${html(facts.join(' · '))}</p>
<p class="quiet">${html(account.arn)}</p>
${cancelled ? '<p role="alert" class="warning">The scan was cancelled: this is only what it saw until then.</p>' : ''}
<button type="button" data-command="ashlar.posture.refresh">Scan again</button>
</header>`;
}

function figures({ score, coverage }: PostureReport): string {
  const figure = (name: string, value: number | undefined, what: string): string => {
    const shown = value === undefined ? '–' : `${Math.round(value)}`;
    const drawn = value === undefined ? '' : bar([{ kind: 'good', count: value }], 100);
    return `<section class="figure" aria-label="${name}"><h2>${name}</h2><p class="number">${shown}<span class="of"> of 100</span></p>${drawn}<p class="quiet">${what}</p></section>`;
  };
  const judged = score === undefined ? 'Nothing could be judged.' : 'How much of what was judged holds, weighed by severity.';
  return `<div class="figures">${figure('Score', score, judged)}${figure('Coverage', coverage, 'How much of what there is to judge could be judged. The rest is no part of the score.')}</div>`;
}

/** A line of the scores, and the same as a table. */
function trend(history: readonly PastScan[]): string {
  const [first] = history;
  const last = history.at(-1);
  if (!first || !last || history.length < 2) return '';
  const width = 600;
  const height = 120;
  const points = history.map(({ score }, i) => ({
    x: 8 + (i * (width - 16)) / (history.length - 1),
    y: height - 8 - (score / 100) * (height - 16),
  }));
  const line = points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  // Lines without a length, with round ends: circles would be stretched with the picture.
  const dots = points.map(({ x, y }) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`).join('');
  const label = `The score of ${counted(history.length, 'scan')}, from ${Math.round(first.score)} to ${Math.round(last.score)}`;
  const rows = [...history]
    .reverse()
    .map(
      ({ at, score, coverage, findings }) =>
        `<tr><th scope="row">${html(new Date(at).toLocaleString())}</th><td>${Math.round(score)}</td><td>${Math.round(coverage)} %</td>${findings.map((count) => `<td>${count}</td>`).join('')}</tr>`,
    );
  const columns = ['Scan', 'Score', 'Coverage', ...SEVERITIES].map((name) => `<th scope="col">${name}</th>`).join('');
  return `<section><h2>Trend</h2>
<svg class="trend" role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none"><line class="axis" x1="0" x2="${width}" y1="${height - 8}" y2="${height - 8}"/><line class="axis" x1="0" x2="${width}" y1="8" y2="8"/><polyline points="${line}"/><path class="dots" d="${dots}"/></svg>
<details><summary>${label}</summary><table><thead><tr>${columns}</tr></thead><tbody>${rows.join('')}</tbody></table></details>
</section>`;
}

function severities({ findings }: PostureReport): string {
  const counts = SEVERITIES.map((severity) => ({ severity, count: countOf(findings, severity) }));
  const most = Math.max(1, ...counts.map(({ count }) => count));
  const rows = counts.map(
    ({ severity, count }) =>
      `<tr><th scope="row">${severity}</th><td class="count">${count}</td><td class="wide">${bar([{ kind: severity, count }], most)}</td></tr>`,
  );
  return `<section><h2>Findings by severity</h2><table><thead><tr><th scope="col">Severity</th><th scope="col" class="count">Findings</th><th scope="col"><span class="hidden">Bar</span></th></tr></thead><tbody>${rows.join('')}</tbody></table></section>`;
}

function services({ findings }: PostureReport): string {
  const names = [...new Set(findings.map(({ type }) => serviceOf(type)))];
  if (names.length === 0) return '';
  const counts = names
    .map((name) => {
      const of = findings.filter(({ type }) => serviceOf(type) === name);
      return { name, count: of.length, parts: SEVERITIES.map((kind) => ({ kind, count: countOf(of, kind) })) };
    })
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, 'en'));
  const most = Math.max(...counts.map(({ count }) => count));
  const rows = counts.map(
    ({ name, parts, count }) =>
      `<tr><th scope="row">${html(name)}</th>${[...parts.map((part) => part.count), count].map((each) => `<td class="count">${each}</td>`).join('')}<td class="wide">${bar(parts, most)}</td></tr>`,
  );
  const columns = [...SEVERITIES, 'all'].map((name) => `<th scope="col" class="count">${name}</th>`).join('');
  return `<section><h2>Findings by service</h2><table><thead><tr><th scope="col">Service</th>${columns}<th scope="col"><span class="hidden">Bar</span></th></tr></thead><tbody>${rows.join('')}</tbody></table></section>`;
}

function frameworks({ frameworks: all, rules }: PostureReport): string {
  if (all.length === 0) return '';
  const parts = all.map(({ framework, controls }) => {
    const of = (state: string) => controls.filter((control) => control.state === state);
    const [passed, failed, open] = [of('passed'), of('failed'), of('not-assessed')];
    const label = `${passed.length} of ${counted(controls.length, 'control')} passed, ${failed.length} failed, ${open.length} not assessed`;
    const drawn = bar(
      [
        { kind: 'good', count: passed.length },
        { kind: 'critical', count: failed.length },
        { kind: 'open', count: open.length },
      ],
      controls.length,
    );
    const list = (name: string, some: typeof controls): string =>
      some.length === 0
        ? ''
        : `<h3>${name}</h3><ul>${some.map(({ control, rules: by }) => `<li><strong>${html(control)}</strong> ${html([...new Set(by.map((rule) => rules[rule]?.title ?? rule))].join('; '))}</li>`).join('')}</ul>`;
    return `<details class="framework"><summary><span class="name">${html(framework)}</span> <span class="quiet">${label}</span>${drawn}</summary>${list('Failed', failed)}${list('Not assessed', open)}</details>`;
  });
  return `<section><h2>Compliance</h2><p class="quiet">Of each framework, the controls that some rule of the scan speaks of.</p>${parts.join('')}</section>`;
}

function gaps({ failed, notAssessed }: PostureReport): string {
  if (failed.length === 0 && notAssessed.length === 0) return '';
  const calls = failed.map(
    ({ action, region, reason }) => `<li><code>${html(action)}</code> in ${html(region)}: ${html(reason)}</li>`,
  );
  return `<section><h2>Not assessed</h2><p>${counted(new Set(notAssessed.map(({ rule }) => rule)).size, 'rule')} could not be judged everywhere; none of that counts as passed.</p>${calls.length === 0 ? '' : `<details><summary>${counted(failed.length, 'call')} gave no answer</summary><ul>${calls.join('')}</ul></details>`}</section>`;
}

/** A bar out of parts, hidden from screen readers: its figures stand beside it. */
function bar(parts: readonly Part[], whole: number): string {
  let x = 0;
  const drawn = parts
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => {
      const width = (count / Math.max(whole, 1)) * 100;
      const rect = `<rect class="${kind}" x="${x.toFixed(2)}%" width="${width.toFixed(2)}%" height="100%"/>`;
      x += width;
      return rect;
    });
  return `<svg class="bar" aria-hidden="true" focusable="false">${drawn.join('')}</svg>`;
}

/** Nothing of an account becomes markup. */
function html(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
