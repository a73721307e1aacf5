"""System checks that say how to mend a mistake."""
