"""Code tables of the agency: versioned lists, retired but never deleted."""
