locals {
  common = {
    LOG_FORMAT = "json"
    REGION     = "eu-central-1"
  }
}

# Good.
module "web" {
  source = "./modules/service"

  name = "web"
  containers = {
    app   = { image = "acme/web:1.4.2", port = 8080, environment = local.common }
    proxy = { image = "envoyproxy/envoy:v1.31.0", essential = false }
  }
}

# Faulty: one of two containers is privileged, the other carries a token, and the tasks stand on the internet.
module "build" {
  source = "./modules/service"

  name   = "build"
  public = true
  containers = {
    daemon = { image = "docker:27-dind", privileged = true }
    runner = {
      image       = "acme/runner:3"
      environment = merge(local.common, { GITHUB_TOKEN = "ghp_1B4a8Zq2Lw9xT6vR3nK7mC5yD0sF8hJ2pQe4" })
    }
  }
}

# Unknown: its token is given when the plan is made.
module "sync" {
  source = "./modules/service"

  name = "sync"
  containers = {
    sync = { image = "acme/sync:2", privileged = var.privileged, environment = { API_TOKEN = var.token } }
  }
}

variable "token" {
  type      = string
  sensitive = true
}

variable "privileged" {
  type = bool
}
