"""``python -m mainline``."""

# A spawned reading process imports this module under another name, and must not run the command again.
if __name__ == "__main__":
    from mainline.cli import main

    main()
