"""The words of the product as types: ids, statuses, results, and the ports to the outside."""
