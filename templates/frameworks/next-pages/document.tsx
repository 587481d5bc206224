import { Head, Html, Main, NextScript } from 'next/document';

/** Next does not put its base before the links of a document. */
const base = process.env.__NEXT_ROUTER_BASEPATH ?? '';

/** The HTML around every page, with the links of an app that is installed. */
export default function Document() {
  return (
    <Html>
      <Head>
        <link rel="manifest" href={`${base}/manifest.json`} />
        <link rel="apple-touch-icon" href={`${base}/icons/apple-touch-icon.png`} />
      </Head>
      <body>
        <Main />
        <NextScript />
      </body>
    </Html>
  );
}
