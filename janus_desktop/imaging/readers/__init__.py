"""One module for each library that makes pixels; all are imported only when a file asks for them."""
