"""What is trained beside its contenders, an epoch at a time: each a process of its own, spoken to over its pipes.

A contender is started with the path of a file of histories (`benchmarks.sasrec.given`), a path for what it answers and
a seed. For each line of its input it trains one more epoch, writes ten products for every shopper to the second path
(`valid` and `test`, rows int64 [shoppers, 10], best first, -1 for none) and prints one line of JSON: `epoch`, `seconds`
of processor time of training since the start, and in `peak_mb` the most memory it ever held. It ends with its input.
The test products are not in the file.
"""
