"""Questions 咨询: asked by anybody, without an account, followed by a number and a key, answered by public staff."""
