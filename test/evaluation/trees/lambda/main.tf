variable "stripe_key" {
  type      = string
  sensitive = true
}

variable "queues" {
  type    = set(string)
  default = ["refund", "payout"]
}

# Good: in a VPC, with a role of its own, called by one bucket.
module "resize" {
  source = "./modules/function"

  name    = "resize"
  runtime = "python3.13"
  vpc = {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-0123456789abcdef0"]
  }
  environment = { BUCKET = "acme-images", LOG_LEVEL = "info" }
  triggers = {
    images = { principal = "s3.amazonaws.com", source_arn = "arn:aws:s3:::acme-images", account = "111122223333" }
  }
}

# Faulty in four ways: the runtime, the key in its environment, a trigger without a source, and a URL for everybody.
module "hook" {
  source = "./modules/function"

  name        = "hook"
  runtime     = "nodejs14.x"
  role_arn    = "arn:aws:iam::111122223333:role/hook"
  environment = merge({ LOG_LEVEL = "debug" }, { STRIPE_SECRET_KEY = "sk_live_51Hq8zKp0Vb3mXw7Rt2Ny9Lc" })
  triggers = {
    events = { principal = "events.amazonaws.com" }
    alarms = { principal = "lambda.alarms.cloudwatch.amazonaws.com", source_arn = "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:*" }
  }
  url = {}
}

# Unknown: the key is given when the plan is made.
module "payment" {
  source   = "./modules/function"
  for_each = var.queues

  name        = "payment-${each.key}"
  runtime     = "python3.13"
  environment = { STRIPE_SECRET_KEY = var.stripe_key }
  url         = each.value == "refund" ? { auth = "AWS_IAM", cors_origins = ["https://shop.example.com"] } : null
}

output "functions" {
  value = merge(
    { for name, function in module.payment : name => function.arn },
    { resize = module.resize.arn, hook = module.hook.arn },
  )
}
