"""Why a network does not learn: classic bugs to look at, and a diagnosis for your own."""
