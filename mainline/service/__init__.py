"""Service 服务: policies as rules, claims to support, agencies at work, questions."""
