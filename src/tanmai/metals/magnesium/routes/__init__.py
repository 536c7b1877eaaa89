"""Routes of making magnesium: inputs, emissions, uncertainty."""
