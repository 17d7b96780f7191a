export { loadTerraform, type TerraformConfiguration, type TerraformInput } from './load';
