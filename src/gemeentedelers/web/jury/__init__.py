"""For the jury: dossiers, choices and the sealed verdict."""
