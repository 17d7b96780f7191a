terraform {
  required_version = ">= 1.5, < 2.0"

  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = "~> 5.31"
      configuration_aliases = [aws.east]
    }
  }

  backend "s3" {
    bucket  = "state"
    key     = "prod/terraform.tfstate"
    region  = "eu-central-1"
    encrypt = true
  }
}

provider "aws" {
  region = "eu-central-1"
  default_tags {
    tags = { Owner = "platform" }
  }
}

provider "aws" {
  alias  = "east"
  region = "us-east-1"
}
