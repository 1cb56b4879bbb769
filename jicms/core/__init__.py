"""What every feature stands on: model mixins, column types, the clock, errors, transactions."""
