"""What publishing the declarations as they are now would change of what is published."""
