"""The command `appsync-emulator`: an API described by files, served until it is stopped."""
