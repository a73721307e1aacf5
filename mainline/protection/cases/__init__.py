"""Cases before an IP office: administrative adjudication of patent infringement, from the request to the published summary."""
