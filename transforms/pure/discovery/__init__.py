"""Where a site's feeds may be, what each holds, and which one to take."""
