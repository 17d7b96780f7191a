include "root" {
  path = find_in_parent_folders()
}

terraform {
  source = "git::git@example.com:modules.git//vpc?ref=v1.2.3"
}

inputs = merge(
  local.common,
  {
    name = "x"
  }
)

dependency "vpc" {
  config_path = "../vpc"
  mock_outputs = {
    id = "vpc-123"
  }
}
