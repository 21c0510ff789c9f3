"""Who sees what: one site per audience. Views translate, they do not decide."""
