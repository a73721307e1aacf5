"""Creation 创造: disclosures, prior art, checks of claims."""
