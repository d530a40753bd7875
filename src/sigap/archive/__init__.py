"""What leaves the running system whole: backups and their restoration."""
