import { describe, expect, it } from 'vitest';
import { baseName, canonicalUri, directoryOf, isInside, joinUri, relativeTo } from '../../server/src/workspace/uri';

describe('canonicalUri', () => {
  it.each([
    // Windows drive letters, in every spelling that editors send.
    ['file:///c%3A/x/main.tf', 'file:///c:/x/main.tf'],
    ['file:///C:/x/main.tf', 'file:///c:/x/main.tf'],
    ['file:///C%3a/x/main.tf', 'file:///c:/x/main.tf'],
    ['FILE:///c:/x', 'file:///c:/x'],
    ['file:/C:/x', 'file:///c:/x'],
    ['file://localhost/C:/x', 'file:///c:/x'],
    ['file://Server/Share/X.tf', 'file://server/Share/X.tf'],
    // The case of a path is a part of it.
    ['file:///a/Main.tf', 'file:///a/Main.tf'],
    // Escapes: only where needed, of UTF-8, in upper case.
    ['file:///a%2Db/%7Euser/x.tf', 'file:///a-b/~user/x.tf'],
    ['file:///a b/x.tf', 'file:///a%20b/x.tf'],
    ['file:///a%20b/x.tf', 'file:///a%20b/x.tf'],
    ['file:///caf%c3%a9.tf', 'file:///caf%C3%A9.tf'],
    ['file:///café.tf', 'file:///caf%C3%A9.tf'],
    ['file:///%F0%9F%A7%B1.tf', 'file:///%F0%9F%A7%B1.tf'],
    ['file:///100%25.tf', 'file:///100%25.tf'],
    ['file:///a%23b%3Fc.tf', 'file:///a%23b%3Fc.tf'],
    ['file:///a%2Fb.tf', 'file:///a%2Fb.tf'],
    ['file:///a+b@c=d/x.tf', 'file:///a+b@c=d/x.tf'],
    ['file:///a%2Bb/x.tf', 'file:///a+b/x.tf'],
    // Not UTF-8: kept.
    ['file:///%e9.tf', 'file:///%E9.tf'],
    ['file:///%25E9.tf', 'file:///%25E9.tf'],
    // Dots and doubled slashes.
    ['file:///a/./b/../c//x.tf', 'file:///a/c/x.tf'],
    ['file:///../x.tf', 'file:///x.tf'],
    ['file:///a/b/', 'file:///a/b/'],
    ['file:///a/b/..', 'file:///a/'],
    ['file:///a/b/.', 'file:///a/b/'],
    ['file:///', 'file:///'],
    // Other schemes.
    ['vscode-vfs://github/hashicorp/x/main.tf', 'vscode-vfs://github/hashicorp/x/main.tf'],
    ['untitled:Untitled-1', 'untitled:Untitled-1'],
    ['vscode-notebook-cell:/a/b.ipynb#W0', 'vscode-notebook-cell:/a/b.ipynb#W0'],
    ['git:/a/main.tf?{"ref":"~"}', 'git:/a/main.tf?{"ref":"~"}'],
    // No URI at all.
    ['main.tf', 'main.tf'],
    ['', ''],
  ])('%s', (uri, canonical) => {
    expect(canonicalUri(uri)).toBe(canonical);
    expect(canonicalUri(canonical)).toBe(canonical);
  });

  it('takes half a surrogate pair', () => {
    expect(canonicalUri('file:///a\ud800.tf')).toBe('file:///a%EF%BF%BD.tf');
  });
});

describe('paths of URIs', () => {
  it('finds directories and names', () => {
    expect(directoryOf('file:///a/b/main.tf')).toBe('file:///a/b/');
    expect(directoryOf('file:///a/b/')).toBe('file:///a/');
    expect(baseName('file:///a/caf%C3%A9.tf')).toBe('café.tf');
    expect(baseName('file:///a/b/')).toBe('b');
    expect(baseName('git:/a/main.tf?ref')).toBe('main.tf');
  });

  it('tells what lies inside', () => {
    expect(isInside('file:///a/', 'file:///a/b/c.tf')).toBe(true);
    expect(isInside('file:///a/', 'file:///ab/c.tf')).toBe(false);
    expect(isInside('file:///a/', 'file:///a/')).toBe(false);
  });

  it.each([
    ['file:///a/b/', '../modules/x', 'file:///a/modules/x'],
    ['file:///a/b/', './main.tf', 'file:///a/b/main.tf'],
    ['file:///c:/a/', '..\\x y.tf', 'file:///c:/x%20y.tf'],
    ['file:///a/b/', '/etc/x.tf', 'file:///etc/x.tf'],
    ['file:///a/b/', 'file:///C:/z.tf', 'file:///c:/z.tf'],
    ['vscode-vfs://github/o/r/', 'infra/main.tf', 'vscode-vfs://github/o/r/infra/main.tf'],
    ['file:///a/', 'what?#x.tf', 'file:///a/what%3F%23x.tf'],
  ])('joins %s and %s', (directory, relative, joined) => {
    expect(joinUri(directory, relative)).toBe(joined);
  });

  it('shows a path as seen from a directory', () => {
    expect(relativeTo('file:///a/', 'file:///a/b%20c/x.tf')).toBe('b c/x.tf');
    expect(relativeTo('file:///a/', 'file:///b/x.tf')).toBe('file:///b/x.tf');
  });
});
