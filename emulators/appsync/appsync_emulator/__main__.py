from appsync_emulator.cli.main import run

if __name__ == "__main__":
    run()
