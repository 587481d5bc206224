// Sends one push as an application server would, in a process of its own: NODE_EXTRA_CA_CERTS counts only at start.
// Standard input: { subscription, payload, options }; standard output: { statusCode, headers, body }.
import webpush from 'web-push';

let text = '';
for await (const chunk of process.stdin) text += chunk;
const { subscription, payload, options } = JSON.parse(text);
try {
  const { statusCode, headers, body } = await webpush.sendNotification(subscription, payload, {
    timeout: 10_000,
    ...options,
  });
  console.log(JSON.stringify({ statusCode, headers, body }));
} catch (error) {
  const { statusCode, headers, body, message } = error;
  console.log(JSON.stringify({ statusCode, headers, body, message }));
}
