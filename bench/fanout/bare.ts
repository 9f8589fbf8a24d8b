/** The limit: a bare broadcast with the same library. What one connection says is sent to all others, as it came. */
import { WebSocket, WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]), perMessageDeflate: false });
server.on('connection', (from) => {
  from.on('message', (data, isBinary) => {
    for (const client of server.clients)
      if (client !== from && client.readyState === WebSocket.OPEN) client.send(data, { binary: isBinary });
  });
});
server.on('listening', () => process.stdout.write('ready\n'));
