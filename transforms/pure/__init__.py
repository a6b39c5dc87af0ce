"""Knowledge of news on the web: no Beam, no I/O, no clock."""
