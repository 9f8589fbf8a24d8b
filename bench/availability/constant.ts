/** The limit: a bare Fastify whose one route answers a constant of so many bytes. A program of its own, like the server. */
import fastify from 'fastify';

const [port, bytes] = process.argv.slice(2).map(Number) as [number, number];
const body = Buffer.alloc(bytes, '1');
const app = fastify();
app.get('/constant', (_request, reply) => reply.header('content-type', 'application/json; charset=utf-8').send(body));
await app.listen({ port, host: '127.0.0.1' });
