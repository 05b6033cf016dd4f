/** Sends a message whose reply is lost, sends it again, and answers what the provider has: one message. */
export async function lostReply(url: string, control: string): Promise<unknown> {
  const behave = (shares: object): Promise<Response> =>
    fetch(`${control}/behaviour`, { method: 'PUT', body: JSON.stringify({ shares }) });
  const send = (): Promise<Response> =>
    fetch(`${url}/messages`, {
      method: 'POST',
      headers: { 'idempotency-key': 'confirmation-of-b-1' },
      body: JSON.stringify({ reference: 'b-1', to: '+491701234567', channel: 'sms', text: 'Bis morgen um zehn!' }),
    });
  await behave({ 'act-and-drop': 1 });
  await send().catch((error: unknown) => error);
  await behave({});
  await send();
  return (await fetch(`${control}/messages`)).json();
}
