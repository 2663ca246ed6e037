"""The last resort among brokers: fakeredis behind a TCP socket of this machine. `python -m tracker.running.fake_broker PORT`"""

import sys

from fakeredis import TcpFakeServer

if __name__ == "__main__":
    TcpFakeServer(("127.0.0.1", int(sys.argv[1]))).serve_forever()
