"""Requests to agencies 服务请求: asked, quoted, engaged, delivered, rated."""
