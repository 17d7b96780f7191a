module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.0"

  name = "main"
  cidr = "10.0.0.0/16"
  azs  = slice(data.aws_availability_zones.available.names, 0, 3)

  providers = {
    aws      = aws.west
    aws.peer = aws.east
  }
}

module "local" {
  source   = "./modules/app"
  for_each = toset(["a", "b"])
  name     = each.key
}
