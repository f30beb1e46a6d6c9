"""What a domain team does by itself: new domains, new products from a sample, onboarding."""
