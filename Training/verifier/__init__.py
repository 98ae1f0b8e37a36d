"""Trains a verifier: a model that says whether two prompts want the same answer."""
