locals {
  certificate = "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
}

# Good: plain HTTP leads to HTTPS.
module "shop" {
  source = "./modules/balancer"

  name = "shop"
  target_groups = {
    web = { port = 8080 }
    api = { port = 9090, health = { path = "/ready" } }
  }
  listeners = {
    http  = { redirect = { protocol = "HTTPS", port = 443 } }
    https = { protocol = "HTTPS", certificate_arn = local.certificate, forward = "web" }
  }
}

# Faulty: one of its listeners serves plain HTTP, another accepts what is long outdated.
module "legacy" {
  source = "./modules/balancer"

  name                 = "legacy"
  drop_invalid_headers = false
  target_groups        = { app = { port = 80 } }
  listeners = {
    plain = { port = 8080, forward = "app" }
    old   = { protocol = "HTTPS", port = 8443, certificate_arn = local.certificate, policy = "ELBSecurityPolicy-2016-08", forward = "app" }
    good  = { protocol = "HTTPS", certificate_arn = local.certificate, forward = "app" }
    text  = { protocol = "HTTPS", port = 9443, certificate_arn = local.certificate, fixed = { code = 404 } }
  }
}

# Unknown: whether the outside speaks TLS is given from outside.
module "partner" {
  source = "./modules/balancer"

  name          = "partner"
  target_groups = { app = { port = 80 } }
  listeners = {
    main = { protocol = var.partner_protocol, certificate_arn = var.partner_protocol == "HTTPS" ? local.certificate : null, forward = "app" }
  }
}

variable "partner_protocol" {
  type = string
}
