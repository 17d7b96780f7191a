provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "edge"
  region = "us-east-1"
}

locals {
  # What the templates of the company begin with.
  origin_defaults = {
    policy    = "https-only"
    protocols = ["TLSv1.2"]
  }
}

# Good: its own certificate, and HTTPS everywhere.
module "shop" {
  source    = "./modules/distribution"
  providers = { aws = aws, aws.edge = aws.edge }

  domain = "shop.example.com"
  origins = {
    app    = merge(local.origin_defaults, { domain = "origin.example.com" })
    images = { bucket = "acme-images" }
  }
  default_origin = "app"
  behaviors      = [{ path = "/images/*", origin = "images" }]
}

# Faulty: one of two origins is asked over plain HTTP, and one of its behaviors lets viewers do the same.
module "blog" {
  source    = "./modules/distribution"
  providers = { aws = aws, aws.edge = aws.edge }

  domain = "blog.example.com"
  origins = {
    app   = merge(local.origin_defaults, { domain = "origin.example.com" })
    feeds = merge(local.origin_defaults, { domain = "feeds.example.com", policy = "http-only" })
  }
  default_origin = "app"
  behaviors = [
    { path = "/private/*", origin = "app" },
    { path = "/rss", origin = "feeds", viewers = "allow-all" },
  ]
  minimum_protocol = "TLSv1"
}

# Unknown: how its viewers come is given from outside.
module "partner" {
  source    = "./modules/distribution"
  providers = { aws = aws, aws.edge = aws.edge }

  domain         = "partner.example.com"
  origins        = { app = { domain = "origin.example.com", policy = var.partner_policy, protocols = ["TLSv1.2"] } }
  default_origin = "app"
  behaviors      = [for path in var.partner_paths : { path = path, origin = "app", viewers = "allow-all" }]
}

variable "partner_policy" {
  type    = string
  default = null
}

variable "partner_paths" {
  type = list(string)
}
