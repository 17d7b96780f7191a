export { explainTerraform } from './explain';
export type { FileAnswer, FileLookup, ListAnswer } from './files';
export { COMMENT_KEY, terraformOfJson } from './json';
export { loadTerraform, type TerraformConfiguration, type TerraformInput } from './load';
export { ModuleDirectory, type ModuleLookup } from './modules/directory';
export { isDownloaded, type Manifest, readManifest } from './modules/manifest';
export { sourceOf } from './modules/source';
export { loadPlan, looksLikePlan } from './plan';
export { isAutomaticVariableFile, type VariableFile } from './variable-files';
