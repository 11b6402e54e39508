"""The pages, one file each: ``show`` answers GET, ``act`` answers POST."""
