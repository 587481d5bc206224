const { request } = require('node:http');

/**
 * In development the push server answers below the app's own address, as it should in production. react-scripts finds
 * this file by its name: https://create-react-app.dev/docs/proxying-api-requests-in-development
 */
module.exports = function setupProxy(app) {
  app.use((incoming, outgoing, next) => {
    if (!incoming.url.includes('/api/push/')) {
      next();
      return;
    }
    const { method, headers, url: path } = incoming;
    const forwarded = request({ host: '127.0.0.1', port: 8787, method, headers, path }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => {
      outgoing.writeHead(502, { 'content-type': 'text/plain' });
      outgoing.end('The push server does not answer: start it in its own folder, on port 8787.');
    });
    incoming.pipe(forwarded);
  });
};
