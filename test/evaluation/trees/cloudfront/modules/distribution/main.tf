terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = ">= 5.0"
      configuration_aliases = [aws.edge]
    }
  }
}

variable "domain" {
  type = string
}

variable "origins" {
  type = map(object({
    domain    = optional(string)
    bucket    = optional(string)
    policy    = optional(string, "match-viewer")
    protocols = optional(list(string), ["TLSv1.2"])
  }))
}

variable "default_origin" {
  type = string

  validation {
    condition     = length(var.default_origin) > 0
    error_message = "An origin is needed."
  }
}

variable "behaviors" {
  type = list(object({
    path    = string
    origin  = string
    viewers = optional(string, "redirect-to-https")
  }))
  default = []
}

variable "minimum_protocol" {
  type    = string
  default = "TLSv1.2_2021"
}

locals {
  buckets = { for name, origin in var.origins : name => origin if origin.bucket != null }
  hosts   = { for name, origin in var.origins : name => origin if origin.bucket == null }
}

resource "aws_acm_certificate" "this" {
  provider = aws.edge

  domain_name       = var.domain
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudfront_origin_access_control" "this" {
  for_each = local.buckets

  name                              = "${var.domain}-${each.key}"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "this" {
  enabled = true
  aliases = [var.domain]

  dynamic "origin" {
    for_each = local.hosts

    content {
      origin_id   = origin.key
      domain_name = origin.value.domain

      custom_origin_config {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = origin.value.policy
        origin_ssl_protocols   = origin.value.protocols
      }
    }
  }

  dynamic "origin" {
    for_each = local.buckets

    content {
      origin_id                = origin.key
      domain_name              = "${origin.value.bucket}.s3.eu-central-1.amazonaws.com"
      origin_access_control_id = aws_cloudfront_origin_access_control.this[origin.key].id
    }
  }

  default_cache_behavior {
    target_origin_id       = var.default_origin
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD", "OPTIONS"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  }

  dynamic "ordered_cache_behavior" {
    for_each = var.behaviors
    iterator = behavior

    content {
      path_pattern           = behavior.value.path
      target_origin_id       = behavior.value.origin
      viewer_protocol_policy = behavior.value.viewers
      allowed_methods        = ["GET", "HEAD"]
      cached_methods         = ["GET", "HEAD"]
      cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate.this.arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = var.minimum_protocol
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
}

output "domain" {
  value = aws_cloudfront_distribution.this.domain_name
}
