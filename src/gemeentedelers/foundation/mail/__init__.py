"""Messages: written in the transaction of the change, sent by a job, at least once and under one Message-ID."""
