"""What files say of themselves: Exif, IPTC, XMP, text chunks, scientific headers, sidecars."""
